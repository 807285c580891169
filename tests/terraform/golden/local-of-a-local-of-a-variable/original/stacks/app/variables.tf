variable "tag" { default = "1.2.3" }
