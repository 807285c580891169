module "keys" {
  source = "./factory"
  name   = "keys"
  tag    = "26.3.0"
}
