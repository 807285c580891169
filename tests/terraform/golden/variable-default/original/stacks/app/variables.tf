variable "app_version" {
  type    = string
  default = "v1.2.3" # kept: v1.2.3
}
