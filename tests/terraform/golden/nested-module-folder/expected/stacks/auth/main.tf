module "keys" {
  source = "./factory"
  name   = "keys"
  tag    = "26.4.0"
}
