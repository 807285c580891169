variable "app_version" {
  type    = string
  default = "v1.3.0" # kept: v1.2.3
}
