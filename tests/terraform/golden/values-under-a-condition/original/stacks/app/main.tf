resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values = compact([
    "replicas: 2",
    var.pinned ? yamlencode({ image = { repository = "ghcr.io/example/app", tag = "1.2.3" } }) : "",
  ])
}

variable "pinned" {
  default = true
}
