"""What customers did, as Ibis expressions that read the same in every engine."""
