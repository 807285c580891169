terraform {
  source = "../../modules/app"
}

inputs = {
  tag = "1.2.3"
}
