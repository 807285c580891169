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
          image = var.beta ? "ghcr.io/example/app:1.2.3" : "ghcr.io/example/app:1.1.0"
        }
      }
    }
  }
}

variable "beta" {
  default = true
}
