locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
}

terraform {
  source = "../../modules/app"
}

inputs = {
  tag = local.env.locals.app_tag
}
