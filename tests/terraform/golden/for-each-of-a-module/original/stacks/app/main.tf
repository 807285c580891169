module "apps" {
  source   = "./app"
  for_each = {
    one = { image = "ghcr.io/example/app:1.2.3" }
    two = { image = "ghcr.io/example/other:1.2.3" }
  }
  image = each.value.image
}
