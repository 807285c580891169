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
          image = "ghcr.io/example/app:${var.versions["app"]}"
        }
      }
    }
  }
}

variable "versions" {
  type    = map(string)
  default = { app = "1.3.0", db = "1.2.3" }
}
