resource "kubernetes_cron_job_v1" "app" {
  spec {
    job_template {
      spec {
        template {
          spec {
            container {
              name  = "cron"
              image = "ghcr.io/example/app:1.3.0"
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_job_v1" "once" {
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "ghcr.io/example/app:1.3.0"
        }
      }
    }
  }
}
