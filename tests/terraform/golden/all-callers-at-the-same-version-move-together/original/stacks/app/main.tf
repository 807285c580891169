module "a" {
  source = "./app"
  tag    = "1.2.3"
}

module "b" {
  source = "./app"
  tag    = "1.2.3"
}

module "c" {
  source = "./app"
  tag    = "1.2.2"
}
