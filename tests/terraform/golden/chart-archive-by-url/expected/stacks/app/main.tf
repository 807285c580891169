resource "helm_release" "app" {
  name  = "app"
  chart = "https://github.com/example/app/releases/download/app-1.3.0/app-1.3.0.tgz"
}
