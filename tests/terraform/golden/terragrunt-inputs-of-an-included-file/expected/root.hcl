locals {
  unused = "1.2.3"
}

inputs = {
  tag = "1.3.0"
}
