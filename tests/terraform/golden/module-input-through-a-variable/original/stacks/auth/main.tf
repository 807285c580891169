variable "keys_version" {
  default = "26.3.0"
}
module "keys" {
  source = "../../modules/factory"
  name   = "keys"
  tag    = var.keys_version
}
