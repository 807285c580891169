module "app" {
  source = "./app"
  tag    = null
}
