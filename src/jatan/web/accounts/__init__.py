"""Sign-in, invitations, second factors and sessions: allauth's views with our forms and templates."""
