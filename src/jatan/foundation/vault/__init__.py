"""The vault: encryption protocol S1, by which survivors' files are readable only to holders of a key.

The only package that imports `cryptography`. It handles bytes, keys and contexts; `programme.cases` knows what a case
is. Terms: a *wrap* is a case key sealed to one reader, a *slot* a private key sealed under a passphrase or code, a
*gift* a team's or signing key sealed to a member, an *epoch* the number of a key pair of one holder or team.
"""
