"""The key agent: a small process of each machine that alone holds opened private keys, as ssh-agent does.

Web workers pass it a passphrase and sealed bytes, and get case keys, texts and signatures; a private key never comes
out. Nothing here imports Django or a table; `client` is what the workers use, `runtime.key_agent` what the supervisor
starts.
"""
