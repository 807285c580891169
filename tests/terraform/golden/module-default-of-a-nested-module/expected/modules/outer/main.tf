module "inner" {
  source = "../inner"
  image  = "ghcr.io/example/app:${var.tag}"
}

variable "tag" {
  default = "1.3.0"
}
