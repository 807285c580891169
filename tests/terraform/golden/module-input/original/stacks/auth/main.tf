module "keys" {
  source = "../../modules/factory"
  name   = "keys"
  tag    = "26.3.0"
}
