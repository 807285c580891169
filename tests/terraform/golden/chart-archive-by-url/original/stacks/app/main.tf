resource "helm_release" "app" {
  name  = "app"
  chart = "https://github.com/example/app/releases/download/app-1.2.3/app-1.2.3.tgz"
}
