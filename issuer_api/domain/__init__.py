"""What the institution deals in: designs, batches, credentials, claims, and the ports to the world.

Pure: knows no database, no HTTP and no agent. Everything else in `issuer_api` may import it; it imports none.
"""
