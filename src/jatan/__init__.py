"""The operating system of a safe-migration and anti-trafficking network: six floors, see ARCHITECTURE.md."""
