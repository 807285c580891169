module "a" {
  source = "../../modules/factory"
  name   = "a"
  tag    = "26.3.0"
}
module "b" {
  source = "../../modules/factory"
  name   = "b"
  tag    = "26.2.0"
}
