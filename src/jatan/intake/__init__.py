"""Ways in for records besides pages: workbooks, text messages, calls from the pass page. Each makes commands of the
programme; the rules are the programme's."""
