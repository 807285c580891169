terraform {
  source = "../../modules/app"
}

inputs = {
  tag = "1.3.0"
}
