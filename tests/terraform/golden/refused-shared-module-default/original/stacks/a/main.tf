module "keys" {
  source = "../../modules/factory"
  name   = "a"
}
