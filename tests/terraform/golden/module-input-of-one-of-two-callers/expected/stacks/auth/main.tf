module "a" {
  source = "../../modules/factory"
  name   = "a"
  tag    = "26.4.0"
}
module "b" {
  source = "../../modules/factory"
  name   = "b"
  tag    = "26.2.0"
}
