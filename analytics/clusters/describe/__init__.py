"""Describing groups: profiles, names, rules, and which earlier group goes on."""
