"""The first page of the day, and the dashboards of coordinator and secretariat."""
