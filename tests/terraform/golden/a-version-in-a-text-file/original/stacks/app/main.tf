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
          image = "ghcr.io/example/app:${trimspace(file("${path.module}/VERSION.txt"))}"
        }
      }
    }
  }
}
