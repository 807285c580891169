# the live version
tag = "1.2.3"
