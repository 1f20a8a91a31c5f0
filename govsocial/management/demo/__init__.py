"""The demo: fictional people and activity in offices marked as sample, built through the services."""
