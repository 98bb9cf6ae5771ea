"""Consultations at block, district, state and national level: who was invited and came, what was recommended and shown.

A consultation that was held is one activity, and is counted as that; nothing here is counted twice.
"""
