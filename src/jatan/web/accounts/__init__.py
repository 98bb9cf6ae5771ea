"""Signing in, invitations, second factors and sessions: pages over allauth in our own look."""
