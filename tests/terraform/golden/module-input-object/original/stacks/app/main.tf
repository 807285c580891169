module "app" {
  source = "./app"
  image = {
    uri = "ghcr.io/example/app"
    tag = "1.2.3"
  }
}
