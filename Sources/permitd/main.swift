print(PackageResources.pack_yaml.count)
