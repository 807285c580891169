module "a" {
  source = "./app"
  tag    = "1.3.0"
}

module "b" {
  source = "./app"
  tag    = "1.3.0"
}

module "c" {
  source = "./app"
  tag    = "1.2.2"
}
