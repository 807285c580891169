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
          image = "${var.image.uri}:${var.image.tag}"
        }
      }
    }
  }
}

variable "image" {
  type = object({ uri = string, tag = string })
}
