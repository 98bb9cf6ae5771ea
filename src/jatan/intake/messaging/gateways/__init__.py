"""Ways to a telephone: a USB modem through gammu-smsd, or a commercial gateway over HTTPS. They know no rule."""
