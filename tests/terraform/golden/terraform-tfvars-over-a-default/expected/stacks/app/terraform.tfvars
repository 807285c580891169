# the live version
tag = "1.3.0"
