"""Scheduling: who meets whom when, and what each of them still owes."""
