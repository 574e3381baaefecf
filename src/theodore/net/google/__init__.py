"""Google's services: with which key they are asked, and how patiently."""
