"""Calls for help from the page that a migrant's pass opens, without sign-in.

Every call is stored, whatever its code; a background task looks up which help desk it belongs to. So neither the
page's answer nor its response time shows whether a code exists. Decisions about the person are the help desk's.
"""
