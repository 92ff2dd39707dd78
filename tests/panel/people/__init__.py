"""Tests of people: accounts, invitations, sign-in."""
