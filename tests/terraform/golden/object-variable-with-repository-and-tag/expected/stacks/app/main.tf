resource "kubernetes_deployment" "app" {
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "${var.image.repository}:${var.image.tag}"
        }
      }
    }
  }
}

variable "image" {
  type = object({ repository = string, tag = string })
  default = {
    repository = "ghcr.io/example/app"
    tag        = "1.3.0" # renovate: keep
  }
}
