"""Peers on the same documents and questions; each peer runs in a process and a venv apart."""
