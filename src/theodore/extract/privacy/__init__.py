"""What is personal: names of people, mailboxes and lines of their own, and addresses that name somebody."""
