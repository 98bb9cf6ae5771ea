"""Parked rows, proposed corrections and learned mappings."""
