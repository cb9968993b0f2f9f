"""Files of every kind as tables of text, under limits, with every error in words.

`source.open_source` is the door. Workbooks and Parquet are read by a process of their own, which
`server` is and `process` asks; so `server` imports neither pandas nor anything that does.
"""
