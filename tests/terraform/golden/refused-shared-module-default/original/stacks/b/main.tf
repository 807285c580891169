module "keys" {
  source = "../../modules/factory"
  name   = "b"
}
